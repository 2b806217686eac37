import { useQuery } from '@tanstack/react-query'
import { newKey } from '../api/client'
import type { Bundle as BundleOf } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { useAct } from '../ui/act'
import { Dialog } from '../ui/Dialog'
import { Loaded } from '../ui/Loaded'
import { Trouble } from '../ui/Trouble'
import { retireBundle, useRightsChanged } from './api'
import { Effects } from './Effects'
import { useTexts } from './texts'

/** BundleRetire takes a bundle out of use, after showing who loses what. */
export function BundleRetire({ bundle, etag, onClose }: { bundle: BundleOf; etag: string; onClose: (said: string) => void }) {
  const say = useTexts()
  const organisation = useOrganisation()
  const changed = useRightsChanged()
  const at = (dry_run: boolean) => ({ organisation, bundle: bundle.id, etag, dry_run })
  const effects = useQuery({
    queryKey: ['bundles', organisation, bundle.id, 'retire', etag],
    queryFn: async () => (await retireBundle(at(true), newKey())).effects ?? { employees: 0, first: [], rights: [] },
    staleTime: 0,
  })
  const { act, pending, problem } = useAct((_: string, key) => retireBundle(at(false), key))
  async function confirm() {
    const retired = await act(bundle.id)
    if (!retired.ok) return
    await changed()
    onClose(say('was_retired'))
  }
  return (
    <Dialog title={say('preview_retire')} onClose={() => onClose('')}>
      {problem && <Trouble error={problem} />}
      <Loaded query={effects}>
        {(found) => (
          <>
            <Effects effects={found} />
            <div className="button-group">
              <button type="button" className="button button-primary" aria-busy={pending} onClick={() => void confirm()}>
                {say('retire_do')}
              </button>
              <button type="button" className="button button-secondary" onClick={() => onClose('')}>
                {say('cancel')}
              </button>
            </div>
          </>
        )}
      </Loaded>
    </Dialog>
  )
}
