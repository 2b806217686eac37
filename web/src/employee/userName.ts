const spelled: Record<string, string> = { æ: 'ae', ø: 'oe', å: 'aa', ö: 'oe', ä: 'ae', ü: 'ue', ß: 'ss' }

/** userName is what a user name made from a name looks like. The server makes the real one, and a free one (U1). */
export function userName(given: string, family: string): string {
  const plain = (word = '') =>
    word
      .toLowerCase()
      .replace(/[æøåöäüß]/g, (letter) => spelled[letter] ?? '')
      .normalize('NFD')
      .replace(/[^a-z0-9-]/g, '')
  const first = plain(given.trim().split(/\s+/)[0])
  const last = plain(family.trim().split(/\s+/).at(-1))
  return first && last ? `${first}.${last}`.slice(0, 40) : ''
}
