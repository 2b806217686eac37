// What stands in a PDF that Hverv wrote, read back by itself.
import { inflateSync } from 'node:zlib'

export function textOf(pdf) {
  const lines = []
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    const content = inflated(pdf.subarray(at + 7))
    if (content?.includes(' Tj ET')) lines.push(...runs(content))
  }
  return lines.join('\n')
}

function inflated(bytes) {
  try {
    return inflateSync(bytes)
  } catch {
    return undefined // an end marker, or a stream of another kind
  }
}

// Each run is two bytes a letter, with a backslash before what would end it.
function* runs(content) {
  for (let at = content.indexOf(' Td ('); at >= 0; at = content.indexOf(' Td (', at)) {
    const bytes = []
    for (at += 5; at < content.length && content[at] !== 0x29; at++) {
      if (content[at] !== 0x5c) bytes.push(content[at])
      else bytes.push(content[++at] === 0x72 ? 0x0d : content[at])
    }
    yield Buffer.from(bytes).swap16().toString('utf16le')
  }
}
