// A relying party on an origin of its own, registered through the API as an administrator would:
// /start asks for a sign-in, /callback says what came back, /bye is where a sign-out ends.
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'

export async function startRelyingParty(base, administrator) {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const origin = `http://127.0.0.1:${server.address().port}`
  const client = await register(base, administrator, origin)
  const found = await (await fetch(`${base}/.well-known/openid-configuration`)).json()
  server.on('request', (asked, answer) => {
    if (asked.url !== '/start') return answer.setHeader('content-type', 'text/html').end(`<!doctype html><title>Journalen</title><h1>Journalen</h1>`)
    const verifier = randomBytes(32).toString('base64url')
    const query = new URLSearchParams({
      client_id: client.id,
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: `${origin}/callback`,
      state: 'kept',
      nonce: 'once',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    return answer.writeHead(302, { location: `${found.authorization_endpoint}?${query}` }).end()
  })
  const bye = `${found.end_session_endpoint}?${new URLSearchParams({ client_id: client.id, post_logout_redirect_uri: `${origin}/bye` })}`
  const refused = `${found.authorization_endpoint}?${new URLSearchParams({ client_id: client.id, redirect_uri: 'https://evil.example/' })}`
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  return { origin, bye, refused, stop }
}

async function register(base, { request, organisation }, origin) {
  const answer = await request.post(`${base}/api/v1/organisations/${organisation}/clients`, {
    headers: { 'idempotency-key': crypto.randomUUID() },
    data: {
      name: 'Journalen',
      authentication: 'client_secret',
      grant_types: ['authorization_code'],
      redirect_uris: [`${origin}/callback`],
      post_logout_redirect_uris: [`${origin}/bye`],
      scopes: ['openid', 'profile'],
    },
  })
  if (!answer.ok()) throw new Error(`the relying party was not registered: ${await answer.text()}`)
  return (await answer.json()).client
}
