import { Stopping } from './Stopping'

export default function Suspend() {
  return <Stopping step="suspend" />
}
