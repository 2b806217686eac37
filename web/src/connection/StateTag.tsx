import { Tag } from '../ui/Tag'
import { useTexts } from './texts'

const kinds = {
  draft: 'plain',
  awaiting_approval: 'waiting',
  manual_case: 'waiting',
  connected: 'good',
  declined: 'bad',
  refused: 'bad',
  rejected: 'bad',
  withdrawn: 'plain',
  expired: 'plain',
} as const

const known = (state: string): state is keyof typeof kinds => state in kinds

export function StateTag({ state }: { state: string }) {
  const say = useTexts()
  return known(state) ? <Tag kind={kinds[state]}>{say(state)}</Tag> : <Tag>{state}</Tag>
}
