import type { HTMLInputTypeAttribute, ReactNode } from 'react'
import { get, type RegisterOptions, useFormContext } from 'react-hook-form'
import { texts } from '../i18n/texts'
import { useLabel } from './labels'
import { useTexts } from './texts'

const useFieldTexts = texts('fields', {
  da: { missing: 'Skal udfyldes', pick: 'Vælg en' },
  en: { missing: 'Must be filled in', pick: 'Choose one' },
})

export type Common = {
  name: string
  label: string
  /** What the list of faults calls it, where several fields have the same label. */
  calledOnTop?: string
  hint?: ReactNode
  required?: boolean
  /** One of two of which one is needed: neither required nor called optional. */
  unmarked?: boolean
}

/** useField binds an input to its form: registration, message, and what a screen reader is told. */
export function useField({ name, label, calledOnTop, hint, required }: Common, options: RegisterOptions = {}) {
  useLabel(name, calledOnTop ?? label)
  const say = useFieldTexts()
  const { register, formState } = useFormContext()
  const { message } = (get(formState.errors, name) ?? {}) as { message?: string }
  const described = [hint ? `${name}-hint` : '', message ? `${name}-error` : ''].filter(Boolean).join(' ') || undefined
  const input = {
    ...register(name, { ...options, ...(required ? { required: say('missing') } : {}) }),
    id: name,
    'aria-describedby': described,
    'aria-invalid': message ? true : undefined,
    'aria-required': required || undefined,
  }
  return { input, message, described }
}

/** Frame stands around a field: its label, hint and fault. */
export function Frame({ field, message, children }: { field: Common; message: string | undefined; children: ReactNode }) {
  const say = useTexts()
  return (
    <div className={`form-group${message ? ' form-error' : ''}`}>
      <label className="form-label" htmlFor={field.name}>
        {field.label} {!field.required && !field.unmarked && <span className="weight-normal">{say('optional')}</span>}
      </label>
      {field.hint && (
        <span className="form-hint" id={`${field.name}-hint`}>
          {field.hint}
        </span>
      )}
      {message && (
        <span className="form-error-message" id={`${field.name}-error`}>
          {message}
        </span>
      )}
      {children}
    </div>
  )
}

type TextProps = Common & {
  type?: HTMLInputTypeAttribute
  inputMode?: 'numeric' | 'text' | 'email' | 'tel'
  autoComplete?: string
  maxLength?: number
  chars?: 8 | 10 | 16 | 27 | 40
  /** For what may be long, such as names. */
  wide?: boolean
  /** Says what is wrong with what was typed. */
  check?: (typed: string) => string | undefined
}

/** TextField is one line: text, e-mail, telephone, a number's digits, or a date (type="date"). */
export function TextField({ type = 'text', inputMode, autoComplete = 'off', maxLength, chars, wide, check, ...field }: TextProps) {
  const { input, message } = useField(field, check ? { validate: (typed: string) => check(typed) ?? true } : {})
  return (
    <Frame field={field} message={message}>
      <input
        {...input}
        className={`form-input${chars ? ` input-char-${chars}` : ''}${wide ? ' input-wide' : ''}`}
        type={type}
        inputMode={inputMode}
        autoComplete={autoComplete}
        maxLength={maxLength}
      />
    </Frame>
  )
}

/** FileField takes one file; `check` says what is wrong with it before it is sent. */
export function FileField({ accept, check, ...field }: Common & { accept: string; check: (file: File) => string | undefined }) {
  const { input, message } = useField(field, { validate: (files?: FileList) => (files?.[0] && check(files[0])) || true })
  return (
    <Frame field={field} message={message}>
      <input {...input} className="form-input" type="file" accept={accept} />
    </Frame>
  )
}

export function TextArea({ maxLength, rows = 4, ...field }: Common & { maxLength?: number; rows?: number }) {
  const { input, message } = useField(field)
  return (
    <Frame field={field} message={message}>
      <textarea {...input} className="form-input" rows={rows} maxLength={maxLength} />
    </Frame>
  )
}

export type Option = { value: string; label: string }

/** SelectField offers one of many. `empty` is the first line, which means nothing is chosen; when it is `fixed` there is none. */
export function SelectField({ options, empty, fixed, ...field }: Common & { options: Option[]; empty?: string; fixed?: boolean }) {
  const say = useFieldTexts()
  const { input, message } = useField(field)
  return (
    <Frame field={field} message={message}>
      <select {...input} className="form-select">
        {!fixed && <option value="">{empty ?? say('pick')}</option>}
        {options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  )
}

export type RadioOption = Option & { help?: ReactNode; more?: ReactNode }

/** RadioField offers one of few, each with room for what it means, and for more fields under it. */
export function RadioField({ options, ...field }: Common & { options: RadioOption[] }) {
  const { input, message, described } = useField(field)
  return (
    <div className={`form-group${message ? ' form-error' : ''}`}>
      <fieldset aria-describedby={described}>
        <legend className="form-label">{field.label}</legend>
        {field.hint && (
          <span className="form-hint" id={`${field.name}-hint`}>
            {field.hint}
          </span>
        )}
        {message && (
          <span className="form-error-message" id={`${field.name}-error`}>
            {message}
          </span>
        )}
        {options.map(({ value, label, help, more }, index) => {
          const id = index === 0 ? field.name : `${field.name}-${value}`
          return (
            <div key={value} className="form-group-radio">
              <input
                {...input}
                aria-describedby={help ? `${id}-help` : undefined}
                id={id}
                value={value}
                type="radio"
                className="form-radio radio-large"
              />
              <label className="form-label" htmlFor={id}>
                {label}
              </label>
              {help && (
                <div id={`${id}-help`} className="radio-help">
                  {help}
                </div>
              )}
              {more && <div className="radio-help">{more}</div>}
            </div>
          )
        })}
      </fieldset>
    </div>
  )
}

export function CheckField({ required, ...field }: Common) {
  const { input, message } = useField({ ...field, ...(required ? { required } : {}) })
  return (
    <div className={`form-group${message ? ' form-error' : ''}`}>
      {message && (
        <span className="form-error-message" id={`${field.name}-error`}>
          {message}
        </span>
      )}
      <div className="form-group-checkbox">
        <input {...input} type="checkbox" className="form-checkbox" />
        <label className="form-label" htmlFor={field.name}>
          {field.label}
        </label>
        {field.hint && (
          <span className="form-hint" id={`${field.name}-hint`}>
            {field.hint}
          </span>
        )}
      </div>
    </div>
  )
}
