import { useEffect } from 'react'
import { FormProvider, useForm } from 'react-hook-form'
import { useSearchParams } from 'react-router'
import { searchEmployees, useEmployee } from '../employee/api'
import { listEvents } from '../event/api'
import { Events } from '../event/Events'
import { useNames } from '../event/useNames'
import { useMay, useOrganisation } from '../session/me'
import { Combobox } from '../ui/Combobox'
import { Page } from '../ui/Page'
import { useLogTexts } from './logTexts'

/** Log is what happened in the organisation (G3). Whom it is about stands in the address, as the other filters do. */
export default function Log() {
  const say = useLogTexts()
  const may = useMay()
  const organisation = useOrganisation()
  const [params, setParams] = useSearchParams()
  const given = params.get('person') ?? ''
  const person = /^[0-9a-f-]{36}$/.test(given) ? given : ''
  function about(id: string) {
    setParams(
      (present) => {
        const next = new URLSearchParams(present)
        if (id) next.set('person', id)
        else next.delete('person')
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  }
  return (
    <Page title={say('log')} lead={say('lead')}>
      {person ? <About person={person} everybody={() => about('')} /> : may('employee.list') && <Search choose={about} />}
      <Events
        queryKey={['events', organisation, person]}
        read={(query) => listEvents(organisation, person ? { ...query, person } : query)}
        names={useNames(organisation)}
      />
    </Page>
  )
}

function About({ person, everybody }: { person: string; everybody: () => void }) {
  const say = useLogTexts()
  const employee = useEmployee(useOrganisation(), person).data?.data
  const name = employee ? `${employee.given_name} ${employee.family_name}` : say('somebody')
  return (
    <p role="status">
      {say('about', { name })}{' '}
      <button type="button" className="function-link" onClick={everybody}>
        {say('everybody')}
      </button>
    </p>
  )
}

// Search has a form of its own only because the field wants one; choosing is enough.
function Search({ choose }: { choose: (id: string) => void }) {
  const say = useLogTexts()
  const organisation = useOrganisation()
  const form = useForm({ defaultValues: { person: '' } })
  const { watch } = form
  useEffect(() => {
    const watching = watch(({ person }) => person && choose(person))
    return () => watching.unsubscribe()
  }, [watch, choose])
  const search = async (typed: string) => {
    const found = await searchEmployees(organisation, typed)
    return found.map(({ id, given_name, family_name, title }) => ({ value: id, label: `${given_name} ${family_name}`, detail: title }))
  }
  return (
    <FormProvider {...form}>
      <Combobox name="person" label={say('person')} hint={say('person_hint')} search={search} />
    </FormProvider>
  )
}
