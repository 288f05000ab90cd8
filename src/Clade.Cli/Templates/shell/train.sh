#!/bin/sh
# Trains a small model, as an example: put yours in its place.
#
# 'clade run' starts this script anew for each attempt at a trial, and the two talk by files in $CLADE_EXCHANGE: whoever
# reads one deletes it. A file is written under another name first and then renamed, so that nobody reads half of it.
set -eu

lr=$1
momentum=$2
model=$CLADE_EXCHANGE/model

# Five weights, five velocities and five averages of the weights; those of a checkpoint, where there is one to go on from.
if [ -n "$CLADE_CHECKPOINT" ]; then
    cp "$CLADE_CHECKPOINT/model" "$model"
else
    echo "1 1 1 1 1 0 0 0 0 0 1 1 1 1 1" > "$model"
fi

# The lowest point of a valley, steep one way and flat the other, by gradients with noise: a large learning rate comes
# near it soon, a small one comes nearer in the end. Prints the loss of the weights' moving average.
train_epoch() {
    awk -v lr="$lr" -v momentum="$momentum" -v seed="$1" -v out="$model.new" '
        function noise() { return sqrt(-2 * log(1 - rand())) * cos(6.2831853 * rand()) }
        BEGIN { srand(seed); split("1 2 5 10 20", curvature, " ") }
        {
            for (step = 0; step < 20; step++)
                for (i = 1; i <= 5; i++) {
                    $(i + 5) = momentum * $(i + 5) - lr * (curvature[i] * $i + noise())
                    $i += $(i + 5)
                    $(i + 10) += 0.02 * ($i - $(i + 10))
                }
            for (i = 1; i <= 5; i++) loss += curvature[i] * $(i + 10) * $(i + 10) / 2
            for (i = 1; i <= 15; i++) printf "%.17g ", $i > out
            print loss
        }' "$model"
    mv "$model.new" "$model"
}

# Waits for what Clade says: one line, its first word the decision.
await_answer() {
    while [ ! -f "$CLADE_EXCHANGE/answer" ]; do sleep 0.01; done
    read -r decision rest < "$CLADE_EXCHANGE/answer"
    rm "$CLADE_EXCHANGE/answer"
}

say() {
    cat > "$CLADE_EXCHANGE/$1.partial"
    mv "$CLADE_EXCHANGE/$1.partial" "$CLADE_EXCHANGE/$1"
}

# The configuration in force, so that Clade knows that it is the one it meant.
say started < "$CLADE_CONFIG"

iteration=$CLADE_ITERATION
while :; do
    iteration=$((iteration + 1))
    loss=$(train_epoch $((CLADE_SEED + iteration)))
    echo "loss=$loss" | say report
    await_answer
    if [ "$decision" = save ]; then
        cp "$model" "$rest/model"
        : | say saved
        await_answer
    fi
    [ "$decision" = continue ] || exit 0
done
