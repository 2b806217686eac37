const place = (approval: string) => `approval ${approval}`

/**
 * takeToken moves a link's token out of the address at once, where it could be read over a shoulder or be copied, to
 * the tab's own memory: it outlives the way over the sign-in and ends with the tab.
 */
export function takeToken(approval: string) {
  const token = location.hash.slice(1)
  if (!token || token === 'main') return
  sessionStorage.setItem(place(approval), token)
  history.replaceState(history.state, '', location.pathname + location.search)
}

export const tokenOf = (approval: string) => sessionStorage.getItem(place(approval))
export const forgetToken = (approval: string) => sessionStorage.removeItem(place(approval))
