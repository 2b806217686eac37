import { useFieldArray } from 'react-hook-form'
import type { Connection } from '../api/schema.gen'
import { TextField } from '../ui/fields'
import { useDraftTexts } from './draftTexts'
import { PersonBlocks } from './PersonBlock'
import { noRepresentative, type TypedPeople } from './people'
import { useTexts } from './texts'

/** Representatives are those of the management who are asked to approve (C4, C5). */
export function Representatives({ connection }: { connection: Connection }) {
  const say = useDraftTexts()
  const title = useTexts()('representatives')
  const list = useFieldArray<TypedPeople, 'representatives', 'key'>({ name: 'representatives', keyName: 'key' })
  const { company } = connection
  const names = company?.members
    .filter((member) => !member.company)
    .map((member) => member.name)
    .join(', ')
  const count = company?.required_approvals ?? 1
  const many = company && (count === 0 ? say('representatives_unknown') : count > 1 && say('representatives_many', { name: company.name, count }))
  return (
    <PersonBlocks
      title={title}
      why={
        <>
          {say('representatives_why')} {many}
        </>
      }
      list={list}
      name={(n) => say('representative_n', { n })}
      add={{ label: say('add_representative'), do: () => list.append({ ...noRepresentative }) }}
    >
      {(row, index) => {
        const at = `representatives.${index}`
        const called = (label: string) => ({ label, calledOnTop: `${say('representative_n', { n: index + 1 })}, ${label}` })
        const masked = connection.representatives.find(({ id }) => id === row.id)?.national_id_masked
        return (
          <>
            <TextField
              name={`${at}.name`}
              {...called(say('name'))}
              hint={names ? say('name_hint_of', { names }) : say('name_hint')}
              maxLength={200}
              required
            />
            <TextField name={`${at}.email`} {...called(say('email'))} type="email" maxLength={254} required />
            <TextField
              name={`${at}.cpr`}
              {...called(say('cpr'))}
              hint={masked ? say('cpr_kept', { masked }) : say('cpr_or_birth')}
              unmarked
              inputMode="numeric"
              maxLength={11}
              chars={16}
            />
            {!masked && (
              <TextField name={`${at}.birth_date`} {...called(say('birth_date'))} hint={say('birth_date_hint')} unmarked type="date" chars={16} />
            )}
          </>
        )
      }}
    </PersonBlocks>
  )
}
