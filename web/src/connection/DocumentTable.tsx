import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectionDocument } from '../api/schema.gen'
import { instant } from '../i18n/format'
import { Table } from '../ui/Table'
import { isKind, kindTexts, megabytes } from './file'
import { useFollowingTexts } from './followingTexts'

const formats: Record<string, string> = { 'application/pdf': 'PDF', 'image/png': 'PNG', 'image/jpeg': 'JPEG' }

/** DocumentTable lists what was sent in; names of files are not kept, they may hold people's numbers. */
export function DocumentTable({
  documents,
  open,
}: {
  documents: ConnectionDocument[]
  open?: { title: string; cell: (d: ConnectionDocument) => ReactNode }
}) {
  const say = useFollowingTexts()
  const { i18n } = useTranslation()
  return (
    <Table
      caption={say('sent_in')}
      rows={documents}
      rowKey={({ id }) => id}
      columns={[
        { title: say('kind'), header: true, cell: ({ kind }) => (isKind(kind) ? say(kindTexts[kind]) : kind) },
        { title: say('size'), cell: (d) => `${formats[d.media_type] ?? ''} ${megabytes(d.size, i18n.language)} MB` },
        { title: say('at'), cell: (d) => (d.purged_at ? say('purged') : instant(d.uploaded_at)) },
        ...(open ? [open] : []),
      ]}
    />
  )
}
