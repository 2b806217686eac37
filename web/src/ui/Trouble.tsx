import { problemOf } from '../api/problem'
import { useSentences } from '../api/problems'
import { Alert } from './Alert'
import { useTexts } from './texts'

/** Trouble says why something on the page could not be had or done, and offers to try again. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const say = useTexts()
  const sentences = useSentences()
  const problem = problemOf(error)
  return (
    <Alert kind="error" live title={sentences.of(problem)}>
      {problem.instance && problem.status >= 500 && <p>{say('request', { id: problem.instance })}</p>}
      {again && (
        <button type="button" className="button button-secondary" onClick={again}>
          {say('try_again')}
        </button>
      )}
    </Alert>
  )
}
