import { useSearchParams } from 'react-router'

/** What a log is narrowed down to; members as the server's query has them. */
export type Filter = { name?: string | undefined; outcome?: 'done' | 'refused' | undefined; from?: string | undefined; to?: string | undefined }

const keys = { name: 'event', outcome: 'outcome', from: 'from', to: 'to' } as const

/** useFilter keeps the filter in the address, so that it can be sent on and survives a reload. */
export function useFilter() {
  const [params, setParams] = useSearchParams()
  const filter = read(params)
  function change(part: Partial<Filter>) {
    setParams((present) => write(present, { ...read(present), ...part }), { replace: true, preventScrollReset: true })
  }
  return { filter, change, any: Object.values(filter).some(Boolean) }
}

/** read takes a filter out of an address; what makes no sense there is left out. */
export function read(params: URLSearchParams): Filter {
  const get = (key: keyof typeof keys, shape: RegExp) => {
    const value = params.get(keys[key]) ?? ''
    return shape.test(value) ? value : undefined
  }
  const outcome = get('outcome', /^(done|refused)$/)
  const date = /^\d{4}-\d{2}-\d{2}$/
  return {
    name: get('name', /^[a-z_.]{1,100}$/),
    outcome: outcome === 'done' || outcome === 'refused' ? outcome : undefined,
    from: get('from', date),
    to: get('to', date),
  }
}

function write(params: URLSearchParams, filter: Filter) {
  const next = new URLSearchParams(params)
  for (const [member, key] of Object.entries(keys)) {
    const value = filter[member as keyof Filter]
    if (value) next.set(key, value)
    else next.delete(key)
  }
  return next
}

/** queryOf is the filter without empty members, as a request wants it. */
export function queryOf({ name, outcome, from, to }: Filter) {
  return { ...(name ? { name } : {}), ...(outcome ? { outcome } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) }
}
