import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { problemOf } from '../api/problem'
import { LoadedPage } from '../app/LoadedPage'
import { PrivateOnly } from '../app/PrivateOnly'
import { signInAddress, useMe } from '../session/me'
import { Page } from '../ui/Page'
import { Answered } from './Answered'
import './approval.css'
import { Asked } from './Asked'
import { useApproval } from './api'
import { useTexts } from './texts'
import { takeToken } from './token'

/** ApprovalPage is where the link of the mail leads: /approvals/{id}#token (C4). */
export default function ApprovalPage() {
  const { approval = '' } = useParams()
  return <Arrived key={approval} approval={approval} />
}

function Arrived({ approval }: { approval: string }) {
  const say = useTexts()
  useState(() => takeToken(approval)) // before anything is shown or asked
  return (
    <PrivateOnly title={say('sign_in')} lead={say('sign_in_why')}>
      <Shown approval={approval} />
    </PrivateOnly>
  )
}

function Shown({ approval }: { approval: string }) {
  const query = useApproval(approval)
  const code = query.isError ? problemOf(query.error) : undefined
  if (code?.code === 'approver_mismatch') return <Mismatch />
  if (code?.status === 404 && !query.data) return <Gone />
  return (
    <LoadedPage query={query}>
      {(shown) => (shown.actions.includes('approve') ? <Asked approval={shown} /> : <Answered approval={shown} />)}
    </LoadedPage>
  )
}

function Mismatch() {
  const say = useTexts()
  const me = useMe().data
  return (
    <Page title={say('mismatch')} lead={say('mismatch_why', { name: me?.name ?? '' })}>
      <p>{say('mismatch_next')}</p>
      <div className="button-group">
        <a className="button button-primary" href={signInAddress(undefined, { eid: true, fresh: true })}>
          {say('as_somebody_else')}
        </a>
        <Link className="button button-secondary" to="/approvals">
          {say('see_mine')}
        </Link>
      </div>
    </Page>
  )
}

function Gone() {
  const say = useTexts()
  return (
    <Page title={say('gone')} lead={say('gone_why')}>
      <Link className="button button-primary" to="/approvals">
        {say('see_mine')}
      </Link>
    </Page>
  )
}
