"""Form fields that several apps share.

Owns no table. Each field reads what people here write and says what to do where it cannot.
Tells nobody.
Never: knows an app, or saves anything.
"""
