import { TextField } from '../ui/fields'
import { useTexts } from './texts'

/** CodeField takes the hand-over code, however it is spaced or cased. */
export function CodeField() {
  const say = useTexts()
  return <TextField name="code" label={say('code')} hint={say('code_hint')} chars={16} maxLength={64} required />
}
