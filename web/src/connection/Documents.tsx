import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem'
import type { Connection, ConnectionDocument, UploadDocument } from '../api/schema.gen'
import { Form } from '../ui/Form'
import { FileField, SelectField } from '../ui/fields'
import { useUpload } from './api'
import { DocumentTable } from './DocumentTable'
import { base64, faultOf, kindTexts, mediaTypes, megabytes } from './file'
import { useFollowingTexts } from './followingTexts'

type Typed = { kind: UploadDocument['kind']; content?: FileList }

/** Documents are what the applicant sends to show who may sign for the company (C10). */
export function Documents({ connection: c }: { connection: Connection }) {
  const say = useFollowingTexts()
  const [sent, setSent] = useState(0)
  const needed = c.state === 'manual_case'
  const mayUpload = c.actions.includes('upload')
  if (!mayUpload && c.documents.length === 0) return null
  return (
    <section aria-labelledby="documents">
      <h2 id="documents" className="h3">
        {say('documents')}
      </h2>
      {mayUpload && <p>{say(needed ? 'documents_why_case' : 'documents_why')}</p>}
      {c.documents.length > 0 && <DocumentTable documents={c.documents} />}
      <div role="status">{sent > 0 && <p>{say('uploaded')}</p>}</div>
      {mayUpload && (
        <details open={needed}>
          <summary>{say('documents_more')}</summary>
          <Upload key={sent} connection={c.id} done={() => setSent((count) => count + 1)} />
        </details>
      )}
    </section>
  )
}

function Upload({ connection, done }: { connection: string; done: () => void }) {
  const say = useFollowingTexts()
  const { i18n } = useTranslation()
  const upload = useUpload(connection)

  async function send({ kind, content }: Typed, key: string) {
    const [file] = content ?? []
    if (!file) throw unread(say('file_missing'))
    const read = await base64(file).catch(() => {
      throw unread(say('file_unread'))
    })
    return upload({ kind, content: read }, key)
  }
  function check(file: File) {
    const fault = faultOf(file)
    return fault && say(`file_${fault}`, { size: megabytes(file.size, i18n.language) })
  }
  return (
    <Form<Typed, ConnectionDocument> defaults={{ kind: 'registration' }} submit={say('upload')} send={send} done={done}>
      {({ formState }) => (
        <>
          <SelectField
            name="kind"
            label={say('kind')}
            options={Object.entries(kindTexts).map(([value, text]) => ({ value, label: say(text) }))}
            required
          />
          <FileField name="content" label={say('file')} hint={say('file_hint')} accept={mediaTypes.join(',')} check={check} required />
          <div role="status">
            {formState.isSubmitting && (
              <p>
                <progress aria-label={say('uploading')} /> {say('uploading')}
              </p>
            )}
          </div>
        </>
      )}
    </Form>
  )
}

// unread is a fault of the file field that the server never heard of.
const unread = (detail: string) => new Problem({ status: 422, code: 'file', detail, errors: [{ pointer: '/content', code: 'file', detail }] })
