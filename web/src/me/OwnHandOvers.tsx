import { useOrganisation } from '../session/me'
import { HandOverTable } from '../stock/HandOverTable'
import { useHandOvers } from '../stock/handOverApi'
import { useHandOverTexts } from '../stock/handOverTexts'
import { useSaid } from '../ui/said'

/** OwnHandOvers asks the reader to sign for devices that somebody registered as given to them (O6). */
export function OwnHandOvers() {
  const say = useHandOverTexts()
  const list = useHandOvers(useOrganisation(), { own: true, state: 'offered' })
  const { said, tell } = useSaid()
  return (
    <>
      {said}
      {list.rows && list.rows.length > 0 && (
        <section aria-labelledby="hand-overs">
          <h2 id="hand-overs">{say('own_waiting')}</h2>
          <p>{say('own_why')}</p>
          <HandOverTable rows={list.rows} caption={say('own_waiting')} tell={tell} device own />
        </section>
      )}
    </>
  )
}
