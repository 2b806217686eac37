import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { RoleRequest } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { Alert } from '../ui/Alert'
import { useAct } from '../ui/act'
import { More, useList } from '../ui/list'
import { useRoles } from '../ui/roles'
import { Table } from '../ui/Table'
import { Tag } from '../ui/Tag'
import { Trouble } from '../ui/Trouble'
import { AskForRole } from './AskForRole'
import { readOwnRoleRequests, useHere, withdrawRequest } from './api'
import { OwnPage } from './OwnPage'
import { RoleList } from './RoleList'
import { useRoleTexts } from './roleTexts'
import './me.css'

/** OwnRoles is which roles the reader has, and where she asks for one (A3). */
export default function OwnRoles() {
  const say = useRoleTexts()
  const client = useQueryClient()
  const { organisation: id } = useHere()
  const [told, setTold] = useState<'asked' | 'request_withdrawn_done'>()
  const said = useRef<HTMLDivElement>(null)
  async function after(text: 'asked' | 'request_withdrawn_done') {
    await client.invalidateQueries({ queryKey: ['own', id, 'role-requests'] })
    setTold(text)
    said.current?.focus()
  }
  return (
    <OwnPage title={say('own_roles')} lead={({ organisation }) => say('own_roles_lead', { organisation: organisation.name })} back>
      {({ me }) => (
        <>
          <div ref={said} tabIndex={-1} className="form-top">
            {told && <Alert kind="success" live title={say(told)} />}
          </div>
          <section aria-labelledby="have">
            <h2 id="have">{say('have')}</h2>
            <RoleList roles={me.roles} />
          </section>
          <Requests organisation={id} withdrawn={() => after('request_withdrawn_done')} />
          <section aria-labelledby="ask">
            <h2 id="ask">{say('ask')}</h2>
            <AskForRole organisation={id} asked={() => after('asked')} />
          </section>
        </>
      )}
    </OwnPage>
  )
}

const states = { open: 'waiting', granted: 'good', rejected: 'bad', withdrawn: 'plain' } as const
const known = (state: string): state is keyof typeof states => state in states

function Requests({ organisation, withdrawn }: { organisation: string; withdrawn: () => Promise<void> }) {
  const say = useRoleTexts()
  const name = useRoles()
  const list = useList<RoleRequest>(['own', organisation, 'role-requests'], (after) => readOwnRoleRequests(organisation, after))
  const { act, pending, problem } = useAct((request: RoleRequest, key) => withdrawRequest(organisation, request, key))
  async function withdraw(request: RoleRequest) {
    if ((await act(request)).ok) await withdrawn()
  }
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">{say('requests')}</h2>
      {problem && <Trouble error={problem} />}
      {list.isError && !list.rows && <Trouble error={list.error} again={() => void list.refetch()} />}
      {list.rows?.length === 0 && <p>{say('requests_none')}</p>}
      {list.rows && list.rows.length > 0 && (
        <Table
          caption={say('requests')}
          rows={list.rows}
          rowKey={({ id }) => id}
          columns={[
            {
              title: say('request_role'),
              header: true,
              cell: ({ role, scope_kind, scope_name }) => say('role_in', { role: name.role(role), place: scope_name || name.place(scope_kind) }),
            },
            { title: say('request_reason'), cell: ({ reason }) => reason },
            { title: say('request_at'), cell: ({ requested_at }) => instant(requested_at) },
            {
              title: say('request_state'),
              cell: (request) => (
                <>
                  <Tag kind={known(request.state) ? states[request.state] : 'plain'}>
                    {known(request.state) ? say(`request_${request.state}`) : request.state}
                  </Tag>{' '}
                  {request.actions.includes('withdraw') && (
                    <button
                      type="button"
                      className="function-link"
                      aria-label={say('request_withdraw_of', { role: name.role(request.role) })}
                      aria-busy={pending}
                      onClick={() => void withdraw(request)}
                    >
                      {say('request_withdraw')}
                    </button>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
      <More list={list} />
    </section>
  )
}
