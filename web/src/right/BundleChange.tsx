import { useState } from 'react'
import type { BundleEffects, Bundle as BundleOf, ChangeBundle, HeldRight } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { TextField } from '../ui/fields'
import { Trouble } from '../ui/Trouble'
import { changeBundle, useBundle, useRightsChanged } from './api'
import { Effects } from './Effects'
import { RightChoices } from './RightChoices'
import { useTexts } from './texts'

type Props = { bundle: BundleOf; etag: string; held: HeldRight[]; onClose: (said: string) => void }

/** BundleChange makes a new version of a bundle, after showing whom it affects (R2). */
export function BundleChange({ bundle, etag, held, onClose }: Props) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useRightsChanged()
  const latest = useBundle(organisation, bundle.id)
  const [preview, setPreview] = useState<{ change: ChangeBundle; effects: BundleEffects }>()
  const at = (dry_run: boolean) => ({ organisation, bundle: bundle.id, etag, dry_run })
  const { act, pending, problem, forget } = useAct((change: ChangeBundle) => changeBundle(at(false), change))

  async function confirm(change: ChangeBundle) {
    const saved = await act(change)
    if (!saved.ok) return
    await changed()
    onClose(say('saved_bundle', { number: saved.data.number }))
  }
  return (
    <>
      <Form
        defaults={{ name: bundle.name, right_ids: bundle.right_ids }}
        submit={say('preview')}
        send={async (values) => ({ change: values, answer: await changeBundle(at(true), values) })}
        done={({ change, answer }) => {
          forget()
          setPreview({ change, effects: answer.effects ?? { employees: 0, first: [], rights: [] } })
        }}
        reload={() => latest.refetch()}
        now={<p>{say('version', { number: latest.data?.data.number ?? bundle.number, date: '' })}</p>}
        other={
          <button type="button" className="button button-secondary" onClick={() => onClose('')}>
            {say('cancel')}
          </button>
        }
      >
        <TextField name="name" label={say('bundle_name')} required maxLength={100} chars={40} />
        <RightChoices held={held} kept={bundle.right_ids} />
      </Form>
      {preview && (
        <Dialog title={say('preview_title')} onClose={() => setPreview(undefined)}>
          {problem && <Trouble error={problem} />}
          <Effects effects={preview.effects} />
          <div className="button-group">
            <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void confirm(preview.change)}>
              {say('confirm_change')}
            </button>
            <button type="button" className="button button-secondary" onClick={() => setPreview(undefined)}>
              {say('go_back')}
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
