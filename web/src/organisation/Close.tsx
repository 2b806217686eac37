import { Stopping } from './Stopping'

export default function Close() {
  return <Stopping step="close" />
}
