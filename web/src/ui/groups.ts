/** groups cuts a long key into fours, so that it can be read and typed without losing one's place. */
export function groups(key: string): string[] {
  return key.replace(/=+$/, '').match(/.{1,4}/g) ?? []
}
