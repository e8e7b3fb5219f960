# Der Weg zu Geräten, neben den Diensten, die eigene Namen haben.
push = Push
