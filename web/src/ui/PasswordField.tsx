import { useState } from 'react'
import { texts } from '../i18n/texts'
import { type Common, Frame, useField } from './fields'

const useTexts = texts('password', {
  da: { show: 'Vis adgangskoden', hide: 'Skjul adgangskoden' },
  en: { show: 'Show the password', hide: 'Hide the password' },
})

/** PasswordField takes a password, hidden until its owner wants to see it. */
export function PasswordField({ autoComplete, ...field }: Common & { autoComplete: 'new-password' | 'current-password' }) {
  const say = useTexts()
  const { input, message } = useField(field)
  const [shown, setShown] = useState(false)
  return (
    <Frame field={field} message={message}>
      <input
        {...input}
        className="form-input"
        type={shown ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={1000}
      />
      <button type="button" className="function-link password-toggle" aria-controls={field.name} onClick={() => setShown(!shown)}>
        {say(shown ? 'hide' : 'show')}
      </button>
    </Frame>
  )
}
