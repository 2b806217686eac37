import { useFormContext, useWatch } from 'react-hook-form'
import { useOrganisation } from '../session/me'
import { RadioField, SelectField } from '../ui/fields'
import { Loaded } from '../ui/Loaded'
import type { Values } from './Assign'
import { useBundles, useHeldRights } from './api'
import { useTexts } from './texts'

/** WhatFields choose a bundle, or one of the rights that the organisation holds. */
export function WhatFields() {
  const say = useTexts()
  const organisation = useOrganisation()
  const { control } = useFormContext<Values>()
  const what = useWatch({ control, name: 'what' })
  const bundles = useBundles(organisation)
  const held = useHeldRights(organisation)
  return (
    <>
      <RadioField
        name="what"
        label={say('what')}
        required
        options={[
          { value: 'bundle', label: say('what_bundle') },
          { value: 'right', label: say('what_right') },
        ]}
      />
      {what === 'bundle' ? (
        <Loaded query={bundles}>
          {() => (
            <SelectField
              key={bundles.rows?.length} // a bundle just made comes with the second answer, and may be the one chosen
              name="bundle_id"
              label={say('bundle')}
              required
              empty={say('pick')}
              options={(bundles.rows ?? []).filter((one) => !one.retired_at).map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Loaded>
      ) : (
        <Loaded query={held}>
          {(rights) => (
            <SelectField
              name="right_id"
              label={say('right')}
              required
              empty={say('pick')}
              options={rights.map(({ right, system_name }) => ({ value: right.id, label: `${system_name}: ${right.name}` }))}
            />
          )}
        </Loaded>
      )}
    </>
  )
}
