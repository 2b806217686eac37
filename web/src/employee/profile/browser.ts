const browsers: [name: string, sign: RegExp][] = [
  ['Edge', /Edg\//],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(e|ium)\//],
  ['Safari', /Safari\//],
]
const systems: [name: string, sign: RegExp][] = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['Mac', /Macintosh/],
  ['Linux', /Linux/],
]

/** browserOf makes of what a browser calls itself what a person would call it: Firefox, Windows. */
export function browserOf(agent: string): string {
  const first = (known: [string, RegExp][]) => known.find(([, sign]) => sign.test(agent))?.[0]
  return [first(browsers), first(systems)].filter(Boolean).join(', ') || agent
}
