import { useSignInTexts } from './signInTexts'

/** ActivationLink shows the link of somebody who has no e-mail address to send it to. */
export function ActivationLink({ link }: { link: string }) {
  const say = useSignInTexts()
  return (
    <div role="status">
      <p>{say('link_why')}</p>
      <label className="form-label" htmlFor="activation-link">
        {say('link')}
      </label>
      <input id="activation-link" className="form-input" readOnly value={link} onFocus={(event) => event.target.select()} />
    </div>
  )
}
