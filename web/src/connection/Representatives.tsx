import type { Connection } from '../api/schema.gen'
import { TextField } from '../ui/fields'
import { useDraftTexts } from './draftTexts'
import { PersonBlocks } from './PersonBlock'
import { noRepresentative } from './people'
import { useTexts } from './texts'

/** Representatives are those of the management who are asked to approve (C4, C5). */
export function Representatives({ connection }: { connection: Connection }) {
  const say = useDraftTexts()
  const { company } = connection
  const names = company?.members
    .filter((member) => !member.company)
    .map((member) => member.name)
    .join(', ')
  const count = company?.required_approvals ?? 1
  const many = company && (count === 0 ? say('representatives_unknown') : count > 1 && say('representatives_many', { name: company.name, count }))
  return (
    <PersonBlocks
      list="representatives"
      title={useTexts()('representatives')}
      why={
        <>
          {say('representatives_why')} {many}
        </>
      }
      name={(n) => say('representative_n', { n })}
      nobody={noRepresentative}
      add={say('add_representative')}
      kept={connection.representatives}
      cpr={{ hint: say('cpr_or_birth'), unmarked: true }}
      names={(field) => (
        <TextField {...field('name', say('name'))} hint={names ? say('name_hint_of', { names }) : say('name_hint')} maxLength={200} required />
      )}
      more={(field) => <TextField {...field('birth_date', say('birth_date'))} hint={say('birth_date_hint')} unmarked type="date" chars={16} />}
    />
  )
}
