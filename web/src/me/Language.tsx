import { useState } from 'react'
import { useRefreshMe } from '../session/me'
import { Alert } from '../ui/Alert'
import { Form } from '../ui/Form'
import { RadioField } from '../ui/fields'
import { speakTo } from './api'
import { useTexts } from './texts'

/** Language chooses the language of what is sent to the reader (W1). That of the pages is chosen at the top of each. */
export function Language({ language }: { language: string }) {
  const say = useTexts()
  const refresh = useRefreshMe()
  const [saved, setSaved] = useState(false)
  return (
    <section aria-labelledby="language-title">
      <h2 id="language-title">{say('language')}</h2>
      {saved && <Alert kind="success" live title={say('language_saved')} />}
      <Form
        defaults={{ language }}
        submit={say('language_save')}
        send={(wish) => speakTo(wish.language === 'en' ? 'en' : 'da')}
        done={async () => {
          await refresh()
          setSaved(true)
        }}
      >
        <RadioField
          name="language"
          label={say('language_choice')}
          options={(['da', 'en'] as const).map((value) => ({ value, label: say(`language_${value}`) }))}
        />
      </Form>
    </section>
  )
}
