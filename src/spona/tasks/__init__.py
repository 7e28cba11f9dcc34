"""One row per thing that somebody has to do, with a neutral title.

Owns: tasks (kind, whose, until when, done, confirmed), the frozen list of kinds, the page
"what waits for me".
Tells: nobody. An app opens, moves and closes its own tasks inside its own actions.
Never: reads the thing a task belongs to (kind and id name it, and a neutral reference);
no kind may show what the matter is, that somebody is a child, ill, or waits for a permit.
"""
