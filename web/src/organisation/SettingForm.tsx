import { useRef, useState } from 'react'
import type { UseFormReturn } from 'react-hook-form'
import { Link } from 'react-router'
import type { Organisation } from '../api/schema.gen'
import { useRefreshMe } from '../session/me'
import { Form } from '../ui/Form'
import { useSaid } from '../ui/said'
import { Table } from '../ui/Table'
import { useChangeOrganisation } from './api'
import { SettingFields } from './SettingFields'
import { useSettingTexts } from './settingTexts'
import { changedBetween, changeOf, type SettingValues, settingNames, valuesOf } from './settingValues'

type Version = { data: Organisation; etag: string }

/** SettingForm changes settings. What was saved is read again; who saves next is told of what another did meanwhile. */
export function SettingForm({ loaded, read }: { loaded: Version; read: () => Promise<Version | undefined> }) {
  const say = useSettingTexts()
  const refreshMe = useRefreshMe()
  const { said, tell } = useSaid()
  const [saves, setSaves] = useState(0)
  async function done() {
    setSaves((count) => count + 1)
    tell(say('saved'))
    await refreshMe() // the support contact at the foot
  }
  return (
    <>
      {said}
      {saves > 0 && loaded.data.tasks.some((task) => !task.done) && (
        <p>
          <Link to=".." relative="path">
            {say('to_tasks')}
          </Link>
        </p>
      )}
      <OneForm key={saves} loaded={loaded} read={read} done={done} />
    </>
  )
}

// OneForm stays with the version that was read until its author is told of another: a change must not overwrite what nobody saw.
function OneForm({ loaded, read, done }: { loaded: Version; read: () => Promise<Version | undefined>; done: () => Promise<void> }) {
  const say = useSettingTexts()
  const change = useChangeOrganisation(loaded.data.id)
  const [base, setBase] = useState(loaded)
  const [before, setBefore] = useState<Organisation>()
  const form = useRef<UseFormReturn<SettingValues>>(undefined)

  async function send(values: SettingValues) {
    const body = changeOf(base.data, values)
    if (body) await change(body, base.etag)
  }
  // What somebody else changed is taken into the fields that were not touched here, and shown beside those that were.
  async function reload() {
    const now = await read()
    if (!now || !form.current) return
    const [typed, old, theirs] = [form.current.getValues(), valuesOf(base.data), valuesOf(now.data)]
    for (const name of settingNames) if (typed[name] === old[name]) form.current.setValue(name, theirs[name])
    setBefore(base.data)
    setBase(now)
  }
  return (
    <Form<SettingValues, void>
      defaults={valuesOf(loaded.data)}
      submit={say('save')}
      send={send}
      done={done}
      reload={reload}
      now={before && form.current && <Theirs before={before} now={base.data} typed={form.current.getValues()} />}
    >
      {(handle) => {
        form.current = handle
        return <SettingFields />
      }}
    </Form>
  )
}

// Theirs shows what somebody else changed beside what stands in the form (W5).
function Theirs({ before, now, typed }: { before: Organisation; now: Organisation; typed: SettingValues }) {
  const say = useSettingTexts()
  const theirs = valuesOf(now)
  const rows = changedBetween(valuesOf(before), theirs)
  const words = (value: string | boolean) => (typeof value === 'boolean' ? say(value ? 'yes' : 'no') : value || say('empty'))
  if (rows.length === 0) return <p>{say('same')}</p>
  return (
    <Table
      caption={say('theirs')}
      rows={rows}
      rowKey={(name) => name}
      columns={[
        { title: say('setting'), header: true, cell: (name) => say(name) },
        { title: say('theirs'), cell: (name) => words(theirs[name]) },
        { title: say('typed'), cell: (name) => (typed[name] === theirs[name] ? say('taken_over') : words(typed[name])) },
      ]}
    />
  )
}
