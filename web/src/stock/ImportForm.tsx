import { Problem } from '../api/problem'
import type { Location, StockImport } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Form } from '../ui/Form'
import { FileField, RadioField, SelectField, TextField } from '../ui/fields'
import { importDevices, useChangedStock } from './api'
import { useImportTexts } from './importTexts'
import { useWords } from './words'

type Typed = {
  location_id: string
  format: 'csv' | 'pskc'
  kind: 'code_display' | 'audio_reader'
  maker: string
  password: string
  key_hex: string
  file?: FileList
}
const largest = 256 * 2 ** 20
const readable = ['code_display', 'audio_reader'] as const

/** ImportForm sends a file. What opens an encrypted one is forgotten with the form: it goes nowhere but into the request. */
export function ImportForm({ locations, done }: { locations: Location[]; done: (result: StockImport) => void }) {
  const say = useImportTexts()
  const word = useWords()
  const organisation = useOrganisation()
  const changed = useChangedStock(organisation)

  async function send({ location_id, format, kind, maker, password, key_hex, file }: Typed) {
    const [content] = file ?? []
    if (!content) throw new Problem({ status: 422, code: 'file', errors: [{ pointer: '/file', code: 'file', detail: say('file_empty') }] })
    const secrets = { ...(password ? { password } : {}), ...(key_hex ? { key_hex } : {}) }
    const more = format === 'pskc' ? { kind, ...secrets } : {}
    return importDevices(organisation, { format, location_id, ...(maker ? { maker } : {}), ...more }, content)
  }
  async function sent(result: StockImport) {
    done(result)
    await changed()
  }
  function check({ size }: File) {
    if (size === 0) return say('file_empty')
    return size > largest ? say('file_large') : undefined
  }
  const [only] = locations
  return (
    <Form<Typed, StockImport>
      defaults={{
        location_id: locations.length === 1 && only ? only.id : '',
        format: 'csv',
        kind: 'code_display',
        maker: '',
        password: '',
        key_hex: '',
      }}
      submit={say('go')}
      send={send}
      done={sent}
    >
      {({ watch, formState }) => (
        <>
          <SelectField name="location_id" label={say('location')} options={locations.map(({ id, name }) => ({ value: id, label: name }))} required />
          <RadioField
            name="format"
            label={say('format')}
            options={[
              { value: 'csv', label: say('csv'), help: say('csv_help') },
              { value: 'pskc', label: say('pskc'), help: say('pskc_help') },
            ]}
            required
          />
          {watch('format') === 'pskc' && (
            <>
              <SelectField
                name="kind"
                label={say('kind')}
                hint={say('kind_hint')}
                options={readable.map((kind) => ({ value: kind, label: word(kind) }))}
                fixed
                required
              />
              <TextField
                name="password"
                type="password"
                autoComplete="new-password"
                label={say('password')}
                hint={say('password_hint')}
                maxLength={200}
              />
              <TextField name="key_hex" type="password" autoComplete="new-password" label={say('key_hex')} hint={say('key_hint')} maxLength={64} />
            </>
          )}
          <TextField name="maker" label={say('maker')} hint={say('maker_hint')} maxLength={100} />
          <FileField name="file" label={say('file')} hint={say('file_hint')} accept=".csv,.xml,.pskc,.txt" check={check} required />
          <div role="status">
            {formState.isSubmitting && (
              <p>
                <progress aria-label={say('running')} /> {say('running')}
              </p>
            )}
          </div>
        </>
      )}
    </Form>
  )
}
