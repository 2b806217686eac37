// The demo's mailbox, in which every mail ends.

// mailTo finds the newest mail to somebody about something that satisfies the wish, and waits for it.
export async function mailTo(base, to, about, wish = () => true) {
  await fetch(`${base}/demo/jobs/drain`, { method: 'POST' })
  const until = Date.now() + 60_000
  while (Date.now() < until) {
    const { data } = await (await fetch(`${base}/demo/mailbox.json?to=${encodeURIComponent(to)}`)).json()
    const found = data.find((mail) => mail.subject.includes(about) && wish(mail))
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50)) // a worker may be delivering it just now
  }
  throw new Error(`no mail to ${to} about ${about}`)
}

const link = ({ body }) => body.match(/https?:\/\/\S+/)?.[0]

// linkIn gives the link in such a mail, another than the one before.
export async function linkIn(base, to, about, before) {
  return link(await mailTo(base, to, about, (mail) => link(mail) && link(mail) !== before))
}
