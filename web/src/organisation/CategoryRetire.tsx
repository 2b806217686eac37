import type { EmploymentCategory } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Trouble } from '../ui/Trouble'
import { useCategoryName } from './Categories'
import { changeCategory, useChangedCategories } from './categoryApi'
import { useCategoryTexts } from './categoryTexts'

type Props = { category: EmploymentCategory; done: (text: string) => void; close: () => void }

/** RetireCategory takes a kind of employment out of use, or back into it (E4). */
export function RetireCategory({ category, done, close }: Props) {
  const say = useCategoryTexts()
  const name = useCategoryName()(category)
  const organisation = useOrganisation()
  const changed = useChangedCategories(organisation)
  const { act, pending, problem } = useAct((retired: boolean) => changeCategory(organisation, category.code, { retired }, category.etag))
  const verb = category.retired ? 'restore' : 'retire'
  async function go() {
    const answer = await act(!category.retired)
    if (answer.ok) done(say(category.retired ? 'was_restored' : 'was_retired', { name }))
    await changed()
  }
  return (
    <Dialog title={say(verb, { name })} onClose={close}>
      {problem && <Trouble error={problem} />}
      {!category.retired && <p>{say('retire_what', { name })}</p>}
      <div className="button-group">
        <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void go()}>
          {say(`${verb}_short`)}
        </button>
        <button type="button" className="button button-secondary" onClick={close}>
          {say('cancel')}
        </button>
      </div>
    </Dialog>
  )
}
