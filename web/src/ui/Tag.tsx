import type { ReactNode } from 'react'

/** Tag says a state in a word or two; its colour only underlines what the word says. */
export function Tag({ kind = 'plain', children }: { kind?: 'plain' | 'good' | 'waiting' | 'bad'; children: ReactNode }) {
  return <span className={`state state-${kind}`}>{children}</span>
}
