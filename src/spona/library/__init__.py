"""What a network tells the public: publications, news, pages and events, written by its editors.

Owns: publications with their words for the search, news and pages with their versions and the
hour at which they appear, pictures with what they show in words, events of the public calendar,
pages read aloud, and who stands for the few words in other languages.
Tells: nobody.
Never: shows what has not appeared yet, runs or passes on what an editor pasted, keeps what a
camera wrote into a picture, names a person without an editor having been asked.
"""
