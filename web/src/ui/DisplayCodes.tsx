import { texts } from '../i18n/texts'
import { TextField } from './fields'

const useTexts = texts('display-codes', {
  da: {
    code: 'Kode fra kodeviseren',
    code_hint: 'Seks til otte cifre, som kodeviseren viser nu.',
    first: 'Første kode',
    first_hint: 'Tryk på kodeviseren, og skriv cifrene.',
    next: 'Næste kode',
    next_hint: 'Tryk én gang til, og skriv de nye cifre.',
  },
  en: {
    code: 'Code from the code display',
    code_hint: 'The six to eight digits that the code display shows now.',
    first: 'First code',
    first_hint: 'Press the code display and type the digits.',
    next: 'Next code',
    next_hint: 'Press it once more and type the new digits.',
  },
})

/** DisplayCodes takes the first codes of a code display: two in a row from one that counts presses (U8). */
export function DisplayCodes({ method }: { method?: string | undefined }) {
  const say = useTexts()
  const digits = { inputMode: 'numeric', autoComplete: 'one-time-code', maxLength: 12, chars: 8, required: true } as const
  if (method !== 'hotp') return <TextField name="code" label={say('code')} hint={say('code_hint')} {...digits} />
  return (
    <>
      <TextField name="code" label={say('first')} hint={say('first_hint')} {...digits} />
      <TextField name="next_code" label={say('next')} hint={say('next_hint')} {...digits} />
    </>
  )
}
