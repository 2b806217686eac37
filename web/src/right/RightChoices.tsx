import { useFormContext } from 'react-hook-form'
import type { HeldRight } from '../api/schema.gen'
import { useLabel } from '../ui/labels'
import { useTexts } from './texts'
import { useWords } from './words'

/** RightChoices ticks the rights of a bundle, system by system. Those that the organisation lost stay ticked until somebody takes them out. */
export function RightChoices({ held, kept }: { held: HeldRight[]; kept: string[] }) {
  const say = useTexts()
  const { access } = useWords()
  const { register } = useFormContext()
  useLabel('right_ids', say('bundle_rights'))
  const lost = kept.filter((id) => !held.some(({ right }) => right.id === id))
  const systems = [...new Set(held.map((one) => one.system_name))].sort((a, b) => a.localeCompare(b, 'da'))
  return (
    <fieldset id="right_ids" tabIndex={-1} className="right-choices">
      <legend className="form-label">{say('bundle_rights')}</legend>
      <span className="form-hint">{say('bundle_rights_hint')}</span>
      {systems.map((system) => (
        <fieldset key={system}>
          <legend className="weight-semibold">{system}</legend>
          {held
            .filter((one) => one.system_name === system)
            .map((one) => (
              <div key={one.right.id} className="form-group-checkbox">
                <input {...register('right_ids')} id={one.right.id} value={one.right.id} type="checkbox" className="form-checkbox" />
                <label className="form-label" htmlFor={one.right.id}>
                  {one.right.name} <small>({access(one)})</small>
                </label>
              </div>
            ))}
        </fieldset>
      ))}
      {lost.map((id) => (
        <div key={id} className="form-group-checkbox">
          <input {...register('right_ids')} id={id} value={id} type="checkbox" className="form-checkbox" />
          <label className="form-label" htmlFor={id}>
            {say('right_unknown')}
          </label>
        </div>
      ))}
    </fieldset>
  )
}
