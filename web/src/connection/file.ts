export const mostBytes = 10 << 20
export const mediaTypes = ['application/pdf', 'image/png', 'image/jpeg']

/** What a document may be said to show, and the text that says it. */
export const kindTexts = {
  registration: 'kind_registration',
  minutes: 'kind_minutes',
  power_of_attorney: 'kind_power_of_attorney',
  identity: 'kind_identity',
  other: 'kind_something',
} as const
export const isKind = (word: string): word is keyof typeof kindTexts => word in kindTexts

/** faultOf says why a file cannot be sent; the server looks at its content too. */
export function faultOf(file: { size: number; type: string }): 'empty' | 'large' | 'type' | undefined {
  if (file.size === 0) return 'empty'
  if (file.size > mostBytes) return 'large'
  return mediaTypes.includes(file.type) ? undefined : 'type'
}

/** megabytes writes a size with one decimal, upwards: what is too large never looks as if it were not. */
export const megabytes = (bytes: number, locale: string) =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(Math.ceil((bytes / (1 << 20)) * 10) / 10)

/** base64 reads a file as the API takes it. */
export function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '')
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'))
    reader.readAsDataURL(file)
  })
}

/** download gives a document to the browser to keep; our policy lets no page show it inline. */
export function download(content: string, mediaType: string, name: string) {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))
  const address = URL.createObjectURL(new Blob([bytes], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${name}.${mediaType === 'application/pdf' ? 'pdf' : mediaType.replace('image/', '')}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000) // by then every browser has taken it
}
