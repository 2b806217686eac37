import { useParams } from 'react-router'
import { LoadedPage } from '../app/LoadedPage'
import { useConnection } from './api'
import './connection.css'
import { Draft } from './Draft'
import { Following } from './Following'

/** Request is one request to connect: written step by step while it is a draft, and followed once it is sent. */
export default function Request() {
  const { connection = '' } = useParams()
  const query = useConnection(connection)
  const again = async () => (await query.refetch()).data
  return (
    <LoadedPage query={query}>
      {(read) => (read.data.state === 'draft' ? <Draft key={connection} read={read} again={again} /> : <Following read={read} />)}
    </LoadedPage>
  )
}
