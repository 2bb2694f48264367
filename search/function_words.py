"""English words that say little on their own: not offered, though they are found like any other."""

_WORDS = """
    a about above across after again against ain all almost along already also although always
    am among an and another any anyone anything are aren arent around as at away back be
    became because become becomes been before behind being below beside besides between beyond
    both but by came can cannot cant come comes could couldn couldnt did didn didnt do does
    doesn doesnt doing don done dont down during each either else enough even ever every
    everyone everything few for from further gave get gets getting give given gives go goes
    going gone got had hadn hadnt has hasn hasnt have haven havent having he hed her here
    heres hers herself hes him himself his how however i id if ill im in indeed instead into
    is isn isnt it itd itll its itself ive just keep keeps kept knew know knows least less let
    lets like ll made make makes making many may maybe me might mine more most mostly much
    must my myself near neither never no nobody none nor not nothing now of off often on once
    one ones only onto or other others otherwise our ours ourselves out over own per perhaps
    put quite rather re really s said same saw say says see seem seemed seems seen several
    shall shan she shed shell shes should shouldn shouldnt simply since so some somebody
    somehow someone something sometimes somewhat soon still such t take taken takes tell tells
    than that thats the their theirs them themselves then there theres these they theyd theyll
    theyre theyve this those though through throughout thus to together too took toward
    towards under unless until up upon us ve very via want wanted wants was wasn wasnt way we
    wed well went were weren werent weve what whatever whats when whenever where wherever
    whether which while who whoever whole whom whos whose why will with within without won
    wont would wouldn wouldnt yes yet you youd youll your youre yours yourself youve
"""
_LINKS = "a an and at by for from in no of on or out the to with"

FUNCTION_WORDS = frozenset(_WORDS.split())
# Those that may stand within a phrase: waste of time, black and white.
LINKS = frozenset(_LINKS.split())
