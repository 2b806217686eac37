import type { ChooseIdentity, ChosenIdentity } from '../api/schema.gen'
import { language } from '../i18n/language'
import { chooseIdentity } from './api'
import type { IdentityChoice } from './formValues'

/** A choice of identity with the key that it was, or will be, sent under. */
export type Choice = IdentityChoice & { key: string }

/** chooseFor gives an employee the identity that was chosen; none when that was put off. */
export async function chooseFor(organisation: string, employee: string, choice: Choice, speak = language()): Promise<ChosenIdentity | undefined> {
  if (choice.kind !== 'private' && choice.kind !== 'dedicated') return undefined
  const body: ChooseIdentity = { kind: choice.kind, language: speak }
  if (choice.kind === 'dedicated' && choice.user_name) body.user_name = choice.user_name
  return chooseIdentity(organisation, employee, body, choice.key)
}
