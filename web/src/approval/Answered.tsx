import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import type { Approval } from '../api/schema.gen'
import { Page } from '../ui/Page'
import { useTexts } from './texts'

/** Answered is an approval that needs no more of this person: answered, or the whole request is over. */
export function Answered({ approval: a }: { approval: Approval }) {
  const say = useTexts()
  const [title, why] = useWords(a)
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    top.current?.focus() // the buttons that were pressed are gone
  }, [])
  return (
    <div ref={top} tabIndex={-1} role="status" className="form-top">
      <Page title={title} lead={why}>
        <Link className="button button-secondary" to="/approvals">
          {say('see_mine')}
        </Link>
      </Page>
    </div>
  )
}

function useWords(a: Approval): [title: string, why: string] {
  const say = useTexts()
  const values = { name: a.company?.name ?? '', applicant: a.applicant_name, given: a.approvals_given, required: a.required_approvals }
  if (a.state === 'approved' || a.state === 'unknown') {
    const why = { connected: 'approved_connected', awaiting_approval: 'approved_waiting', manual_case: 'approved_case' } as const
    return [say('approved'), say(a.outcome in why ? why[a.outcome as keyof typeof why] : 'approved_ended', values)]
  }
  if (a.state === 'declined') return [say('declined'), say('declined_why')]
  if (a.state === 'refused') return [say('refused'), say('refused_why', values)]
  const over = { withdrawn: 'over_withdrawn', expired: 'over_expired', declined: 'over_declined', connected: 'over_connected' } as const
  const title = say(a.outcome in over ? over[a.outcome as keyof typeof over] : 'over_ended')
  return [title, a.outcome === 'connected' ? say('over_fine') : say('over_why', values)]
}
