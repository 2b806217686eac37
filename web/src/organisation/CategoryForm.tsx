import { Problem } from '../api/problem'
import type { EmploymentCategory } from '../api/schema.gen'
import { useOrganisation } from '../session/me'
import { Dialog } from '../ui/Dialog'
import { Form } from '../ui/Form'
import { CheckField, TextArea, TextField } from '../ui/fields'
import { useSeen } from '../ui/seen'
import { useCategoryName } from './Categories'
import { changeCategory, createCategory, useChangedCategories } from './categoryApi'
import { useCategoryTexts } from './categoryTexts'

type Values = {
  code: string
  name_da: string
  name_en: string
  default_days: string
  external: boolean
  required_documents: string
  app: boolean
  code_display: boolean
  chip: boolean
}
const kinds = ['app', 'code_display', 'chip'] as const
const fresh = ['app', 'code_display', 'chip']

type Props = { category: EmploymentCategory | undefined; all: EmploymentCategory[]; done: (text: string) => void; close: () => void }

/** CategoryForm adds a kind of employment, or corrects one; employments that exist keep their dates (E4). */
export function CategoryForm({ category, all, done, close }: Props) {
  const say = useCategoryTexts()
  const nameOf = useCategoryName()
  const organisation = useOrganisation()
  const changed = useChangedCategories(organisation)
  const { seen, again } = useSeen(all.find(({ code }) => code === category?.code) ?? category, changed)

  async function send(values: Values, key: string) {
    const allowed_authenticators = kinds.filter((kind) => values[kind])
    if (allowed_authenticators.length === 0) {
      const missing = { pointer: '/app', code: 'allowed_missing', detail: say('allowed_missing') }
      throw new Problem({ status: 422, code: 'invalid_input', errors: [missing] })
    }
    const { code, name_da, name_en, external } = values
    const documents = values.required_documents.split('\n').map((line) => line.trim())
    const body = {
      name_da,
      name_en,
      external,
      default_days: Number(values.default_days || 0),
      required_documents: documents.filter(Boolean),
      allowed_authenticators,
    }
    return seen ? changeCategory(organisation, seen.code, body, seen.etag) : createCategory(organisation, { code, ...body }, key)
  }
  async function saved(result: EmploymentCategory) {
    done(say(category ? 'was_saved' : 'was_added', { name: nameOf(result) }))
    await changed()
  }
  const held = category?.allowed_authenticators ?? fresh
  return (
    <Dialog title={category ? say('edit', { name: nameOf(category) }) : say('add')} onClose={close}>
      <Form<Values, EmploymentCategory>
        defaults={{
          code: category?.code ?? '',
          name_da: category?.name_da ?? '',
          name_en: category?.name_en ?? '',
          default_days: category?.default_days ? String(category.default_days) : '',
          external: category?.external ?? false,
          required_documents: category?.required_documents.join('\n') ?? '',
          app: held.includes('app'),
          code_display: held.includes('code_display'),
          chip: held.includes('chip'),
        }}
        submit={say(category ? 'save' : 'create')}
        send={send}
        done={saved}
        reload={again}
        now={seen && <p>{say('now', { name: nameOf(seen) })}</p>}
        other={
          <button type="button" className="button button-secondary" onClick={close}>
            {say('cancel')}
          </button>
        }
      >
        {!category && <TextField name="code" label={say('code')} hint={say('code_hint')} maxLength={20} chars={16} required />}
        <TextField name="name_da" label={say('name_da')} maxLength={200} required />
        <TextField name="name_en" label={say('name_en')} maxLength={200} required />
        <TextField name="default_days" label={say('default_days')} hint={say('default_days_hint')} inputMode="numeric" maxLength={5} chars={8} />
        <CheckField name="external" label={say('external')} hint={say('external_hint')} />
        <TextArea name="required_documents" label={say('required_documents')} hint={say('required_documents_hint')} rows={3} />
        <fieldset className="form-group">
          <legend className="form-label">{say('allowed')}</legend>
          {kinds.map((kind) => (
            <CheckField key={kind} name={kind} label={say(kind)} />
          ))}
        </fieldset>
      </Form>
    </Dialog>
  )
}
