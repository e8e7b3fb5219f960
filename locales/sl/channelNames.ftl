# Pot do naprav, poleg storitev, ki imajo svoja imena.
push = Obvestila na napravi
