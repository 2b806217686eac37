import type { Connection } from '../api/schema.gen'
import { day, instant } from '../i18n/format'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { useFollowingTexts } from './followingTexts'
import { useTexts } from './texts'

const kinds = { named: 'plain', pending: 'waiting', approved: 'good', unknown: 'waiting', declined: 'bad', refused: 'bad' } as const
const known = (state: string): state is keyof typeof kinds => state in kinds

/** People are those whom a request names, and what each representative has answered. */
export function People({ connection: c }: { connection: Connection }) {
  const title = useTexts()
  const say = useFollowingTexts()
  const answer = {
    title: say('answer'),
    cell: ({ state, answered_at: at }: Connection['representatives'][number]) =>
      known(state) && (
        <>
          <Tag kind={kinds[state]}>{say(`answer_${state}`)}</Tag> {at && <small className="under">{instant(at)}</small>}
        </>
      ),
  }
  return (
    <>
      <Table
        caption={title('representatives')}
        showCaption
        rows={c.representatives}
        rowKey={({ id }) => id}
        columns={[
          {
            title: say('name'),
            header: true,
            cell: (r) => <Named name={r.name} number={r.national_id_masked ?? (r.birth_date && say('born', { date: day(r.birth_date) }))} />,
          },
          { title: say('email'), cell: ({ email }) => email },
          ...(c.state === 'draft' ? [] : [answer]),
        ]}
      />
      <Table
        caption={title('administrators')}
        showCaption
        rows={c.administrators}
        rowKey={({ id }) => id}
        columns={[
          { title: say('name'), header: true, cell: (a) => <Named name={`${a.given_name} ${a.family_name}`} number={a.national_id_masked} /> },
          { title: say('email'), cell: ({ email }) => email },
        ]}
      />
    </>
  )
}

// Named is a person with what tells her from others of the name.
function Named({ name, number }: { name: string; number: string | undefined }) {
  const say = useFollowingTexts()
  return (
    <>
      {name}
      {number && (
        <small className="under weight-normal">
          <span className="sr-only">{say('number')}: </span>
          {number}
        </small>
      )}
    </>
  )
}
