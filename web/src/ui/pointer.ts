/** nameOf turns a JSON Pointer (RFC 6901) of a problem into a form's field name: /employments/0/category is employments.0.category. */
export function nameOf(pointer: string): string {
  return pointer
    .replace(/^[#/]+/, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
}
