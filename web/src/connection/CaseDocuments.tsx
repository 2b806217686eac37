import type { Connection, ConnectionDocument } from '../api/schema.gen'
import { useAct } from '../ui/act'
import { Trouble } from '../ui/Trouble'
import { readDocument } from './caseApi'
import { useCaseTexts } from './caseTexts'
import { DocumentTable } from './DocumentTable'
import { download, isKind, kindTexts } from './file'
import { useFollowingTexts } from './followingTexts'

/** CaseDocuments are what the applicant sent, each to be downloaded. */
export function CaseDocuments({ connection: c }: { connection: Connection }) {
  const say = useCaseTexts()
  const kinds = useFollowingTexts()
  const { act, pending, problem } = useAct(async ({ id, kind }: ConnectionDocument) => {
    const { content, media_type } = await readDocument(c.id, id)
    download(content, media_type, kind)
  })
  if (c.documents.length === 0) return <p>{say('no_documents')}</p>
  const what = ({ kind }: ConnectionDocument) => (isKind(kind) ? kinds(kindTexts[kind]) : kind)
  return (
    <>
      <p>{say('read_logged')}</p>
      {problem && <Trouble error={problem} />}
      <DocumentTable
        documents={c.documents}
        open={{
          title: say('read'),
          cell: (document) =>
            document.purged_at ? null : (
              <button
                type="button"
                className="function-link"
                aria-busy={pending}
                aria-label={say('read_what', { what: what(document) })}
                onClick={() => void act(document)}
              >
                {say('read')}
              </button>
            ),
        }}
      />
    </>
  )
}
