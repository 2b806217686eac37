import type { ReactNode } from 'react'
import { texts } from '../i18n/texts'
import { AppSecret } from './AppSecret'
import { Form } from './Form'
import { TextField } from './fields'

const useTexts = texts('app_confirm', {
  da: {
    confirm: 'Bekræft koden',
    code: 'Kode fra appen',
    code_hint: 'Seks cifre. Når appen viser en kode for Hverv, så skriv den her.',
  },
  en: {
    confirm: 'Confirm the code',
    code: 'Code from the app',
    code_hint: 'Six digits. When the app shows a code for Hverv, type it here.',
  },
})

type Props<R> = {
  made: { secret?: string; uri?: string; qr_png?: string }
  submit: string
  send: (code: string, key: string) => Promise<R>
  done: (result: R) => void | Promise<void>
  /** A second button: another way. */
  other?: ReactNode
}

/** AppConfirm hands an app its secret and takes the first code that it makes of it (U2). */
export function AppConfirm<R>({ made: { secret = '', uri = '', qr_png = '' }, submit, send, done, other }: Props<R>) {
  const say = useTexts()
  return (
    <>
      <AppSecret secret={secret} uri={uri} picture={qr_png} />
      <section aria-labelledby="app-code">
        <h2 id="app-code" className="h4">
          {say('confirm')}
        </h2>
        <Form defaults={{ code: '' }} submit={submit} send={({ code }, key) => send(code, key)} done={done} other={other}>
          <TextField
            name="code"
            label={say('code')}
            hint={say('code_hint')}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            chars={8}
            required
          />
        </Form>
      </section>
    </>
  )
}
