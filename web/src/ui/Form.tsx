import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type DefaultValues, type FieldValues, FormProvider, type Path, type UseFormReturn, useForm } from 'react-hook-form'
import type { Problem } from '../api/problem'
import { useSentences } from '../api/problems'
import { Alert } from './Alert'
import { useAct } from './act'
import { ErrorSummary } from './ErrorSummary'
import { type Labels, LabelsContext } from './labels'
import { nameOf } from './pointer'
import { Trouble } from './Trouble'
import { useTexts } from './texts'

type Props<V extends FieldValues, R> = {
  defaults: DefaultValues<V>
  submit: string
  /** Makes the change. The key is the Idempotency-Key of this try. */
  send: (values: V, key: string) => Promise<R>
  done: (result: R) => void | Promise<void>
  /** A second button: keeps what was typed so far, also when something is still missing. */
  later?: { label: string; done: (result: R) => void | Promise<void> }
  /** Reads what the server has now, after somebody else changed it: shown beside what was typed. */
  reload?: () => Promise<unknown>
  now?: ReactNode
  other?: ReactNode
  children: ReactNode | ((form: UseFormReturn<V>) => ReactNode)
}

/**
 * Form sends once what was typed and keeps it whatever happens (W5). Faults stand beside their fields, and on top with
 * links to them; a fault of a field that the form does not show stands on top only.
 */
export function Form<V extends FieldValues, R>({ defaults, submit, send, done, later, reload, now, other, children }: Props<V, R>) {
  const say = useTexts()
  const sentences = useSentences()
  const form = useForm<V>({ defaultValues: defaults, shouldFocusError: false })
  const labels = useRef<Labels>(new Map())
  const { act, pending, problem } = useAct(send)
  const [tries, setTries] = useState(0)
  const top = useRef<HTMLDivElement>(null)
  const stale = problem?.code === 'stale'

  useEffect(() => {
    if (tries > 0) top.current?.focus()
  }, [tries])

  async function trySending(values: V, then = done) {
    const result = await act(values)
    if (result.ok) return then(result.data)
    if (result.problem) showFields(form, result.problem, sentences.ofField, labels.current)
    if (result.problem?.code === 'stale') await reload?.()
    setTries((count) => count + 1)
  }

  function keepForLater(then: typeof done) {
    form.clearErrors()
    return trySending(form.getValues(), then)
  }

  const errors = form.formState.errors
  const unplaced = (problem?.fields ?? []).filter((field) => !labels.current.has(nameOf(field.pointer)))
  const placed = Object.keys(errors).length > 0
  return (
    <FormProvider {...form}>
      <LabelsContext value={labels.current}>
        <form
          noValidate
          onSubmit={(event) =>
            void form.handleSubmit(
              (values) => trySending(values),
              () => setTries((count) => count + 1),
            )(event)
          }
        >
          <div ref={top} tabIndex={-1} className="form-top">
            <ErrorSummary errors={errors} labels={labels.current} others={unplaced.map(sentences.ofField)} />
            {stale && (
              <Alert kind="warning" live title={say('stale')}>
                <p>{say('stale_why')}</p>
                {now}
              </Alert>
            )}
            {problem && !stale && !(placed || unplaced.length > 0) && <Trouble error={problem} />}
          </div>
          {typeof children === 'function' ? children(form) : children}
          <div className="button-group">
            <button type="submit" className="button button-primary" aria-disabled={pending} aria-busy={pending}>
              {submit}
            </button>
            {later && (
              <button type="button" className="button button-secondary" aria-busy={pending} onClick={() => void keepForLater(later.done)}>
                {later.label}
              </button>
            )}
            {other}
          </div>
        </form>
      </LabelsContext>
    </FormProvider>
  )
}

function showFields<V extends FieldValues>(
  form: UseFormReturn<V>,
  problem: Problem,
  sentence: (f: Problem['fields'][number]) => string,
  shown: Labels,
) {
  // of several faults of one field the first is said: put right, it often takes the others along
  for (const field of problem.fields.toReversed()) {
    const name = nameOf(field.pointer)
    if (shown.has(name)) form.setError(name as Path<V>, { type: field.code, message: sentence(field) })
  }
}
