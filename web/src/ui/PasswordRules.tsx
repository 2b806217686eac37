import { texts } from '../i18n/texts'

const useTexts = texts('password_rules', {
  da: {
    rules: 'Adgangskoden skal',
    length: 'være på mindst 12 tegn. En sætning er let at huske og svær at gætte',
    varied: 'bestå af mindst fem forskellige tegn',
    user_name: 'ikke indeholde dit brugernavn',
    number: 'ikke indeholde et CPR-nummer eller noget, der ligner',
  },
  en: {
    rules: 'The password must',
    length: 'have at least 12 characters. A sentence is easy to remember and hard to guess',
    varied: 'have at least five different characters',
    user_name: 'not hold your user name',
    number: 'not hold a CPR number or anything like it',
  },
})

/** PasswordRules says beforehand what the server will ask of a new password. */
export function PasswordRules() {
  const say = useTexts()
  return (
    <>
      <p id="password-rules">{say('rules')}</p>
      <ul aria-labelledby="password-rules">
        {(['length', 'varied', 'user_name', 'number'] as const).map((rule) => (
          <li key={rule}>{say(rule)}</li>
        ))}
      </ul>
    </>
  )
}
