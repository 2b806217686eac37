import { useFieldArray } from 'react-hook-form'
import type { Connection } from '../api/schema.gen'
import { TextField } from '../ui/fields'
import { useDraftTexts } from './draftTexts'
import { PersonBlocks } from './PersonBlock'
import { noAdministrator, type TypedPeople } from './people'
import { useTexts } from './texts'

/** Administrators are the organisation's first (C3, C7). */
export function Administrators({ connection }: { connection: Connection }) {
  const say = useDraftTexts()
  const title = useTexts()('administrators')
  const list = useFieldArray<TypedPeople, 'administrators', 'key'>({ name: 'administrators', keyName: 'key' })
  return (
    <PersonBlocks
      title={title}
      why={say('administrators_why')}
      list={list}
      name={(n) => say('administrator_n', { n })}
      add={{ label: say('add_administrator'), do: () => list.append({ ...noAdministrator }) }}
    >
      {(row, index) => {
        const at = `administrators.${index}`
        const called = (label: string) => ({ label, calledOnTop: `${say('administrator_n', { n: index + 1 })}, ${label}` })
        const masked = connection.administrators.find(({ id }) => id === row.id)?.national_id_masked
        return (
          <>
            <TextField name={`${at}.given_name`} {...called(say('given_name'))} maxLength={200} required />
            <TextField name={`${at}.family_name`} {...called(say('family_name'))} maxLength={200} required />
            <TextField name={`${at}.email`} {...called(say('email'))} type="email" maxLength={254} required />
            <TextField
              name={`${at}.cpr`}
              {...called(say('cpr'))}
              hint={masked && say('cpr_kept', { masked })}
              inputMode="numeric"
              maxLength={11}
              chars={16}
              required={!masked}
            />
          </>
        )
      }}
    </PersonBlocks>
  )
}
