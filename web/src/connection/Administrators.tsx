import type { Connection } from '../api/schema.gen'
import { TextField } from '../ui/fields'
import { useDraftTexts } from './draftTexts'
import { PersonBlocks } from './PersonBlock'
import { noAdministrator } from './people'
import { useTexts } from './texts'

/** Administrators are the organisation's first (C3, C7). */
export function Administrators({ connection }: { connection: Connection }) {
  const say = useDraftTexts()
  return (
    <PersonBlocks
      list="administrators"
      title={useTexts()('administrators')}
      why={say('administrators_why')}
      name={(n) => say('administrator_n', { n })}
      nobody={noAdministrator}
      add={say('add_administrator')}
      kept={connection.administrators}
      cpr={{ required: true }}
      names={(field) => (
        <>
          <TextField {...field('given_name', say('given_name'))} maxLength={200} required />
          <TextField {...field('family_name', say('family_name'))} maxLength={200} required />
        </>
      )}
    />
  )
}
