import type { Bundle as BundleOf } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { Loaded } from '../ui/Loaded'
import { useBundleVersions } from './api'
import { useTexts } from './texts'

/** Versions lists what a bundle held before. */
export function Versions({ organisation, bundle }: { organisation: string; bundle: BundleOf }) {
  const say = useTexts()
  const query = useBundleVersions(organisation, bundle.id)
  if (bundle.number === 1) return null
  return (
    <section aria-labelledby="versions">
      <h2 id="versions" className="h3">
        {say('versions')}
      </h2>
      <Loaded query={query}>
        {(versions) => (
          <ul>
            {versions
              .filter(({ number }) => number !== bundle.number)
              .map(({ number, made_at, right_ids }) => (
                <li key={number}>
                  {say('version', { number, date: instant(made_at) })}: {say('count', { count: right_ids.length })}
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}
